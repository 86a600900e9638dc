"""How much of an upload is kept while it comes in: no more than its page takes, however long it goes on."""

from collections.abc import Callable

from django.core.files.uploadhandler import FileUploadHandler


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
