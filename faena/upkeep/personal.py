"""What of the program's own upkeep is personal (lib/personal.py). Jobs carry keys, and go a week after they ended."""

from django_tasks_db.models import DBTaskResult

from faena.lib.personal import declare
from faena.upkeep.models import BackupRun, WorkerTick

declare(WorkerTick, plain="host")
declare(BackupRun, plain="findings name problem")
declare(
    DBTaskResult,
    plain="task_path worker_ids queue_name backend_name exception_class_path",
    passing="args_kwargs return_value traceback",
)
