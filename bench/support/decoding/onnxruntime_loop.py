"""The loop that one writes over onnxruntime in Python: the cache that comes out goes in again, NumPy does the rest.

    python onnxruntime_loop.py GRAPH THREADS
"""

import sys

import numpy
import onnxruntime

from answers import serve

if __name__ == "__main__":
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = int(sys.argv[2]), 1
    session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    pasts = [given for given in session.get_inputs() if given.name.startswith("past_key_values.")]
    outputs = ["logits", *(past.name.replace("past_key_values", "present") for past in pasts)]

    def decode(prompts, new_tokens):
        rows, width = len(prompts), max(map(len, prompts))
        ids, mask = numpy.zeros((rows, width), numpy.int64), numpy.zeros((rows, width), numpy.int64)
        for row, prompt in enumerate(prompts):
            ids[row, width - len(prompt) :] = prompt
            mask[row, width - len(prompt) :] = 1
        positions = numpy.where(mask == 1, mask.cumsum(axis=1) - 1, 1)
        cache = {past.name: numpy.zeros((rows, past.shape[1], 0, past.shape[3]), numpy.float32) for past in pasts}
        written = []
        for _ in range(new_tokens):
            feeds = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, "num_logits_to_keep": one}
            logits, *present = session.run(outputs, {**feeds, **cache})
            cache = dict(zip(cache, present, strict=True))
            ids = logits[:, -1].argmax(axis=-1)[:, None]
            mask = numpy.concatenate([mask, numpy.ones((rows, 1), numpy.int64)], axis=1)
            positions = positions[:, -1:] + 1
            written.append(ids)
        return numpy.concatenate(written, axis=1).tolist()

    one = numpy.array(1)
    serve(f"onnxruntime {onnxruntime.__version__} in Python", decode)
