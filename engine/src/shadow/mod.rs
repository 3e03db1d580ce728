//! Scratch databases on which a desired state is built and plans are proved.
