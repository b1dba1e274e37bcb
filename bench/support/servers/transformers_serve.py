"""`transformers serve`, for Qwen2-VL too: `python transformers_serve.py serve MODEL …`.

The processor of Qwen2-VL wants torchvision. Where torchvision's compiled part was built for another torch than the one
that is installed, as it may be on a machine without a GPU, its operators are named but not there, and Pillow reads the
pictures.
"""

import io
import sys

import numpy
import torch
from PIL import Image


def decode(data, *_, **__):
    picture = Image.open(io.BytesIO(data.numpy().tobytes())).convert("RGB")
    return torch.from_numpy(numpy.array(picture)).permute(2, 0, 1)


try:
    import torchvision  # noqa: F401
except RuntimeError:
    for module in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[module]
    operators = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        operators.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision.io

    torchvision.io.decode_image = decode

from transformers.cli.transformers import main

if __name__ == "__main__":
    main()
