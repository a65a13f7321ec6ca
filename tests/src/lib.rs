//! What the tests share: the harness that reads annotated Python.
