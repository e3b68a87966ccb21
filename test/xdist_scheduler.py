"""The scheduler of pytest-xdist that hands out files in the order of `scheduling`."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from .scheduling import next_file


class SuitedFileScheduling(LoadFileScheduling):
    """Gives each worker the files that suit what it has started."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        others = [file for other in self.nodes if other is not node for file in self.files(other)]
        file = next_file(self.workqueue, self.files(node), others)
        if file is None:
            node.shutdown()
            return
        self.workqueue.move_to_end(file, last=False)
        super()._assign_work_unit(node)

    def files(self, node: WorkerController) -> list[str]:
        """The files that a worker has received."""
        return list(self.assigned_work.get(node, ()))
