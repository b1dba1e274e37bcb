"""Writes a fixture model anew in the forms that servers load, from the weights of its ONNX graphs.

    python write_models.py fixtures/models/dialogue-lora OUT

OUT/hf holds safetensors, for what loads as transformers does; OUT/model.gguf, of a model without pictures, is for
llama.cpp.
"""

import json
import shutil
import sys
from pathlib import Path

import gguf
import numpy
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file


PATCH = (3, 2, 14, 14)  # channels, pictures in time, height and width


def weights_of(directory):
    """By the names of transformers: the graphs multiply from the right, and keep the embedding transposed."""
    weights = {}
    for graph in ("model", "decoder_model_merged", "vision_encoder"):
        if not (directory / f"{graph}.onnx").exists():
            continue
        for tensor in onnx.load(directory / f"{graph}.onnx").graph.initializer:
            name, array = tensor.name, numpy_helper.to_array(tensor)
            if name == "embedding":
                weights["model.embed_tokens.weight"] = array.T
            elif name == "patch_embed":
                weights["visual.patch_embed.proj.weight"] = array.T.reshape(-1, *PATCH)
            elif name.endswith("layernorm") or name == "model.norm":
                weights[f"{name}.weight"] = array
            elif name.endswith((".weight", ".bias")):
                weights[name] = array.T
    return {name: numpy.ascontiguousarray(array, numpy.float32) for name, array in weights.items()}


# Models without pictures have none; with this one the chat API answers as the other does.
CHAT_TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def write_safetensors(source, weights, out):
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "generation_config.json", "tokenizer.json", "preprocessor_config.json"):
        if (source / name).exists():
            shutil.copy(source / name, out / name)
    tokenizer = {"chat_template": CHAT_TEMPLATE, **json.loads((source / "tokenizer_config.json").read_text())}
    (out / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    # Processors of pictures look for it here.
    (out / "chat_template.jinja").write_text(tokenizer["chat_template"])
    save_file(weights, out / "model.safetensors", {"format": "pt"})


NAMES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def gguf_name(name):
    fixed = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}
    if name in fixed:
        return fixed[name]
    _, _, layer, part = name.split(".", 3)
    part, kind = part.rsplit(".", 1)
    return f"blk.{layer}.{NAMES[part]}.{kind}"


def interleaved(array, heads):
    """llama.cpp turns neighbouring pairs of a Llama's heads, transformers the halves of each."""
    return array.reshape(heads, 2, array.shape[0] // heads // 2, *array.shape[1:]).swapaxes(1, 2).reshape(array.shape)


def write_gguf(source, weights, out):
    config = json.loads((source / "config.json").read_text())
    tokenizer = json.loads((source / "tokenizer.json").read_text())
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    head_size = config.get("head_dim") or config["hidden_size"] // heads
    writer = gguf.GGUFWriter(out, config["model_type"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_key_length(head_size)
    writer.add_value_length(head_size)
    writer.add_rope_dimension_count(head_size)
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)

    vocabulary = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    special = {token["content"] for token in tokenizer["added_tokens"] if token["special"]}
    types = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in vocabulary]
    merges = [" ".join(merge) if isinstance(merge, list) else merge for merge in tokenizer["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    # Digits one by one, then GPT-2's own expression.
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)

    for name, array in weights.items():
        if config["model_type"] == "llama" and "q_proj" in name:
            array = interleaved(array, heads)
        if config["model_type"] == "llama" and "k_proj" in name:
            array = interleaved(array, kv_heads)
        writer.add_tensor(gguf_name(name), numpy.ascontiguousarray(array))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    weights = weights_of(source / "onnx")
    write_safetensors(source, weights, out / "hf")
    if not (source / "preprocessor_config.json").exists():
        write_gguf(source, weights, out / "model.gguf")
