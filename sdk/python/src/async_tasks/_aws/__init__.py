"""What the worker needs of AWS."""
