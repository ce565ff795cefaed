"""HTTP in, a call, HTTP out: one file per resource."""
