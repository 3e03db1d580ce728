//! Migration files and their application: lock, ledger, checksums, segments, resuming.
