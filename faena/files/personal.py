"""What of files is personal (lib/personal.py): all of one that hangs on what is a customer's; the row stays, for things
point to it."""

from faena.files.models import File
from faena.lib.personal import declare

declare(File, replaced="name sha256 storage_name thumb_name incoming_name", plain="kind problem")
