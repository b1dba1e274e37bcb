"""Writes the models of the decode bench in every form that it runs.

    python write_models.py fixture fixtures/models/sql-lora OUT    safetensors of a fixture model, from its ONNX graph
    python write_models.py large OUT                               a model of random weights, safetensors and ONNX
"""

import json
import sys
from pathlib import Path

import numpy
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

sys.path.append(str(Path(__file__).parents[3] / "fixtures" / "train"))
from export import build

# A Qwen2 of 0.1 B parameters, with the vocabulary of the family's large ones.
LARGE = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": 512,
    "intermediate_size": 1408,
    "num_hidden_layers": 8,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 151_936,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0},
    "tie_word_embeddings": True,
    "hidden_act": "silu",
    "use_sliding_window": False,
    "bos_token_id": None,
    "eos_token_id": 0,
    "pad_token_id": 0,
    "dtype": "float32",
}


def write_hugging_face(directory, config, weights):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(config, indent=1))
    save_file(weights, directory / "model.safetensors", {"format": "pt"})


def weights_of(graph):
    """By the names of transformers: the graph multiplies from the right, and keeps the embedding transposed."""
    weights = {}
    for tensor in onnx.load(graph).graph.initializer:
        array = numpy_helper.to_array(tensor)
        if tensor.name == "embedding":
            weights["model.embed_tokens.weight"] = array.T
        elif tensor.name.endswith("norm"):
            weights[f"{tensor.name}.weight"] = array
        elif tensor.name.endswith("proj.weight"):
            weights[tensor.name] = array.T
        elif tensor.name.endswith("proj.bias"):
            weights[tensor.name] = array
    return {name: numpy.ascontiguousarray(array) for name, array in weights.items()}


def random_weights(config):
    """Wide enough apart that no two tokens come near a tie, and that answers do not repeat one token."""
    random = numpy.random.default_rng(7)
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    kv = hidden // config["num_attention_heads"] * config["num_key_value_heads"]

    def matrix(rows, columns, scale=1.0):
        return random.standard_normal((rows, columns), numpy.float32) * numpy.float32(scale / columns**0.5)

    weights = {"model.embed_tokens.weight": matrix(config["vocab_size"], hidden)}
    for i in range(config["num_hidden_layers"]):
        at = f"model.layers.{i}"
        sizes = {"q_proj": (hidden, hidden), "k_proj": (kv, hidden), "v_proj": (kv, hidden), "o_proj": (hidden, hidden)}
        weights |= {f"{at}.self_attn.{name}.weight": matrix(*size) for name, size in sizes.items()}
        weights |= {f"{at}.self_attn.{name}.bias": matrix(1, sizes[name][0])[0] for name in ("q_proj", "k_proj", "v_proj")}
        sizes = {"gate_proj": (inner, hidden), "up_proj": (inner, hidden), "down_proj": (hidden, inner)}
        weights |= {f"{at}.mlp.{name}.weight": matrix(*size) for name, size in sizes.items()}
        weights |= {f"{at}.{name}_layernorm.weight": numpy.ones(hidden, numpy.float32) for name in ("input", "post_attention")}
    weights["model.norm.weight"] = numpy.ones(hidden, numpy.float32)
    return weights


def write_large(out):
    weights = random_weights(LARGE)
    write_hugging_face(out, LARGE, weights)
    (out / "onnx").mkdir()
    onnx.save(build(LARGE, weights), out / "onnx" / "model.onnx")
    return sum(array.size for array in weights.values())


def write_fixture(source, out):
    weights = weights_of(source / "onnx" / "model.onnx")
    write_hugging_face(out, json.loads((source / "config.json").read_text()), weights)
    return sum(array.size for array in weights.values())


if __name__ == "__main__":
    kind, *paths = sys.argv[1:]
    parameters = write_large(Path(paths[0])) if kind == "large" else write_fixture(Path(paths[0]), Path(paths[1]))
    print(json.dumps({"parameters": parameters}))
