//! PostgreSQL inside the process: the one place that knows which embedded server is used.
