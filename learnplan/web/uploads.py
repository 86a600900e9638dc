"""Uploads: how much of one is kept while it comes in, and where files stay, as the environment says."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from environs import Env


def takes_uploads[View: Callable](most_bytes: int) -> Callable[[View], View]:
    """Mark a view as taking files of up to `most_bytes` each. What is beyond is read and dropped, not kept.

    So the browser gets an answer that it can show, and the disk stays free. The view sees a file that is larger
    than `most_bytes`, and says so.
    """

    def mark(view: View) -> View:
        view.most_upload_bytes = most_bytes  # type: ignore[attr-defined]  # functools.wraps carries it on
        return view

    return mark


class Limited(FileUploadHandler):
    """Stands before Django's own handlers (setting FILE_UPLOAD_HANDLERS), and passes on what the view takes."""

    def receive_data_chunk(self, raw_data, start):
        """Pass on a chunk that begins within the limit of the view that is asked for."""
        match = getattr(self.request, "resolver_match", None)
        most = getattr(match and match.func, "most_upload_bytes", None)
        return None if most is not None and start > most else raw_data

    def file_complete(self, file_size):
        """Leave the file to the handler that kept it."""
        return


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
