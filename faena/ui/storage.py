"""Static files under names that change with their content, `app.3f2a9c1b4d5e.js`, also where one of them names
another: a browser keeps what it got for a year, and an upgrade changes the name."""

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Where nothing was collected (tests) files go by their own names."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        if not self.hashed_files:
            return StaticFilesStorage.url(self, name)
        return str(super().url(name, force))
