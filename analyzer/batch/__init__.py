"""Many recordings through the pipeline: resumable, on this machine or on a cluster."""
