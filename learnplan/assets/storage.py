"""How collected static files are named: by a hash of their content, also where one module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, rewritten in style sheets and in JavaScript imports; .br and .gz beside each file."""

    support_js_module_import_aggregation = True
