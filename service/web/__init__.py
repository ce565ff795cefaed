"""The pages' templates, style and icon; served as they are, no build step."""
