"""Schema of advocacy."""
