"""Zeus. There is no GPU to synchronise with, so that its windows need not wait for one."""

from importlib.metadata import version

from zeus.monitor import ZeusMonitor

from windows import serve

if __name__ == "__main__":
    monitor = ZeusMonitor(gpu_indices=[0], cpu_indices=[])

    def start():
        monitor.begin_window("window", sync_execution=False)

    def stop():
        return monitor.end_window("window", sync_execution=False).gpu_energy[0]

    serve(f"Zeus {version('zeus')}", start, stop)
