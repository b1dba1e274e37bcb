"""Records the emissions of a moment's work with CodeCarbon and eco2AI, as they write them.

    pip install -r bench/support/peers/requirements.txt
    python test/models/golden/emissions/make.py

writes `codecarbon.csv` (two runs), `codecarbon-tasks.csv`, `eco2ai.csv` (two runs), `eco2ai-epochs.csv`, and
`grams.json`: what each package says it all was, in grams.
"""

import json
import re
import tempfile
import time
from pathlib import Path

import eco2ai
from codecarbon import OfflineEmissionsTracker

HERE = Path(__file__).resolve().parent


def work():
    end = time.time() + 1.2
    while time.time() < end:
        sum(range(10_000))


def codecarbon(directory):
    common = dict(country_iso_code="ESP", output_dir=directory, log_level="error", measure_power_secs=1, allow_multiple_runs=True)
    total = 0.0
    for _ in range(2):
        tracker = OfflineEmissionsTracker(output_file="codecarbon.csv", **common)
        tracker.start()
        work()
        total += tracker.stop()
    tasks = 0.0
    tracker = OfflineEmissionsTracker(output_file="tasks.csv", project_name="fixture", experiment_name="tasks", **common)
    for name in ("load", "train"):
        tracker.start_task(name)
        work()
        tasks += tracker.stop_task().emissions
    tracker.stop()
    [file] = [file for file in Path(directory).glob("*.csv") if "task_name" in file.read_text()]
    file.rename(Path(directory) / "codecarbon-tasks.csv")
    return {"codecarbon.csv": total * 1000, "codecarbon-tasks.csv": tasks * 1000}


def eco2(directory):
    def tracker(name):
        return eco2ai.Tracker(project_name="fixture", experiment_description="a moment's work", alpha_2_code="ES", file_name=str(Path(directory) / name), measure_period=1, ignore_warnings=True)

    for _ in range(2):
        run = tracker("eco2ai.csv")
        run.start()
        work()
        run.stop()
    # A tracker forgets its figures when it stops.
    total = float(eco2ai.summary(str(Path(directory) / "eco2ai.csv"))["total CO2_emissions(kg)"].iloc[-1])
    run = tracker("eco2ai-epochs.csv")
    run.start_training()
    epochs = 0.0
    for epoch in range(3):
        work()
        before = run._func_for_sched
        kept = {}
        run._func_for_sched = lambda add_new=False: kept.update(row=before(add_new)) or kept["row"]
        run.new_epoch({"loss": 1.5 / (epoch + 1), "note": 'a "quoted", word'})
        run._func_for_sched = before
        epochs += float(kept["row"]["CO2_emissions(kg)"][0])
    run.stop_training()
    return {"eco2ai.csv": total * 1000, "eco2ai-epochs.csv": epochs * 1000}


def of_no_machine(text):
    text = re.sub(r"Linux-[^,\n]*", "Linux", text)
    return text.replace("\r\n", "\n")


def main():
    with tempfile.TemporaryDirectory() as directory:
        grams = {**codecarbon(directory), **eco2(directory)}
        for name in grams:
            (HERE / name).write_text(of_no_machine((Path(directory) / name).read_text()))
    (HERE / "grams.json").write_text(json.dumps(grams, indent=1) + "\n")


if __name__ == "__main__":
    main()
