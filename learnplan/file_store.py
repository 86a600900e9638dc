"""Where uploaded files are kept: in a folder of this machine, or in a store that speaks S3, as the environment says."""

from typing import Any

from environs import Env


def evidence_store(env: Env) -> dict[str, Any]:
    """Return Django's setting for the store of evidence: S3 when EVIDENCE_BUCKET is set, else MEDIA_ROOT.

    Nothing in either has an address of its own: files are served by a view, after it has seen who asks. The keys of
    S3 are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which boto3 reads by itself. See docs/serving.md.
    """
    bucket = env.str("EVIDENCE_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("EVIDENCE_ENDPOINT", None),
            "region_name": env.str("EVIDENCE_REGION", None),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            "object_parameters": {"CacheControl": "private, no-store"},
        },
    }
