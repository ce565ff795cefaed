"""A question in, an answer out: rules, HTTP, pages."""
