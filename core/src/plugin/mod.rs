//! Loaded checkers: found, opened in a worker process, spoken with.
