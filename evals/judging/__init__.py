"""What the judging page is made of: templates, style and script. `evals.judge_app` serves them."""
