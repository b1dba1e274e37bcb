"""Makes small models and adapters in the formats of the field, and counts their trainable parameters in Python.

    pip install -r requirements.txt
    python make.py

writes the files under `files/` and `counts.json`: for each, what PEFT's `get_nb_trainable_parameters`, the sum of
`numel` over a model's parameters, or the `gguf` package's reader says, and which tensors were saved but not trained.
"""

import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gguf
import numpy
import peft
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
SHAPE = dict(vocab_size=48, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=32)
ATTENTION = ["q_proj", "v_proj"]


def llama(cls=LlamaForCausalLM, **changes):
    torch.manual_seed(0)
    return cls(LlamaConfig(**{**SHAPE, **changes, "pad_token_id": 0}))


def lora(**changes):
    return peft.LoraConfig(**{"r": 4, "target_modules": ATTENTION, "task_type": "CAUSAL_LM", **changes})


def adapters():
    """Name → model with its adapter, and how to save it."""
    yield "lora", llama(), lora(), {}
    yield "lora-all-linear", llama(), lora(target_modules="all-linear", r=2), {}
    yield "lora-rank-pattern", llama(), lora(rank_pattern={"q_proj": 8}, layers_to_transform=[1]), {}
    yield "lora-biases-of-all", llama(attention_bias=True), lora(bias="all"), {}
    yield "lora-biases-of-its-own", llama(attention_bias=True), lora(bias="lora_only", lora_bias=True), {}
    yield "dora", llama(), lora(use_dora=True), {}
    yield "lora-head-trained", llama(), lora(modules_to_save=["lm_head"]), {}
    yield "lora-embeddings-trained", llama(), lora(modules_to_save=["embed_tokens", "lm_head"]), {}
    yield "lora-embeddings-frozen", llama(), lora(), {"save_embedding_layers": True}
    yield "lora-on-embeddings", llama(), lora(target_modules=["embed_tokens", *ATTENTION]), {}
    yield "lora-one-trained-one-frozen", llama(), lora(modules_to_save=["lm_head"]), {"save_embedding_layers": True}
    yield "lora-new-tokens", llama(), lora(trainable_token_indices=[3, 5, 7]), {}
    yield "lora-classifier", llama(LlamaForSequenceClassification), lora(task_type="SEQ_CLS"), {}
    yield "lora-norms-trained", llama(), lora(modules_to_save=["input_layernorm"]), {}
    yield "rslora-half", llama().half(), lora(use_rslora=True), {}
    yield "adalora", llama(), peft.AdaLoraConfig(target_modules=ATTENTION, init_r=4, target_r=2, total_step=10, task_type="CAUSAL_LM"), {}
    yield "ia3", llama(), peft.IA3Config(target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=["down_proj"], task_type="CAUSAL_LM"), {}
    yield "loha", llama(), peft.LoHaConfig(r=4, target_modules=ATTENTION, task_type="CAUSAL_LM"), {}
    yield "lokr", llama(), peft.LoKrConfig(r=4, target_modules=ATTENTION, task_type="CAUSAL_LM"), {}
    yield "oft", llama(), peft.OFTConfig(oft_block_size=4, target_modules=ATTENTION, task_type="CAUSAL_LM"), {}
    yield "vera", llama(), peft.VeraConfig(r=4, target_modules=ATTENTION, task_type="CAUSAL_LM"), {}
    yield "prompt-tuning", llama(), peft.PromptTuningConfig(num_virtual_tokens=5, task_type="CAUSAL_LM"), {}
    yield "prefix-tuning", llama(), peft.PrefixTuningConfig(num_virtual_tokens=5, task_type="CAUSAL_LM"), {}


def make_adapter(name, model, config, how):
    directory = FILES / name
    adapted = peft.get_peft_model(model, config)
    trained = {key.replace(".default", ""): parameter for key, parameter in adapted.named_parameters() if parameter.requires_grad}
    adapted.save_pretrained(directory, **how)
    (directory / "README.md").unlink(missing_ok=True)
    with safe_open(directory / "adapter_model.safetensors", "pt") as saved:
        sizes = {key: saved.get_tensor(key).numel() for key in saved.keys()}
    return {"parameters": adapted.get_nb_trainable_parameters()[0], "saved": sum(sizes.values()), "tensors": len(trained)}


def make_safetensors():
    model = llama(tie_word_embeddings=True)
    directory = FILES / "shards"
    model.save_pretrained(directory, max_shard_size="9KB")
    (directory / "generation_config.json").unlink(missing_ok=True)
    yield "shards/model.safetensors.index.json", {"parameters": sum(p.numel() for p in model.parameters())}
    model.bfloat16().save_pretrained(FILES / "whole")
    yield "whole/model.safetensors", {"parameters": sum(p.numel() for p in model.parameters())}
    low = {"a": torch.zeros(7, 3, dtype=torch.float8_e4m3fn), "b": torch.zeros(5, dtype=torch.float64), "positions": torch.arange(4)}
    save_file(low, FILES / "types.safetensors")
    yield "types.safetensors", {"parameters": 26}


def make_gguf():
    random = numpy.random.default_rng(0)
    types = gguf.GGMLQuantizationType
    path = FILES / "quantised.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("fixture")
    writer.add_block_count(2)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"token {i}" for i in range(300)])
    kinds = [types.F32, types.F16, types.BF16, types.Q8_0, types.Q4_0, types.Q5_1, types.Q4_K, types.Q6_K, types.IQ4_NL, types.TQ1_0]
    for index, kind in enumerate(kinds):
        rows, columns = 2 + index % 3, 256
        block, size = gguf.GGML_QUANT_SIZES[kind]
        raw = random.integers(0, 255, (rows, columns // block * size), dtype=numpy.uint8)
        if kind == types.F32:
            writer.add_tensor(f"blk.0.{kind.name}.weight", random.standard_normal((rows, columns)).astype(numpy.float32))
        elif kind == types.F16:
            writer.add_tensor(f"blk.0.{kind.name}.weight", random.standard_normal((rows, columns)).astype(numpy.float16))
        else:
            writer.add_tensor(f"blk.0.{kind.name}.weight", raw, raw_dtype=kind)
    writer.add_tensor("rope_freqs.weight", numpy.ones(8, numpy.float32))
    writer.add_tensor("odd.bias", numpy.ones(7, numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    yield path.name, {"parameters": sum(int(tensor.n_elements) for tensor in gguf.GGUFReader(path).tensors)}


def main():
    warnings.simplefilter("ignore")
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    counts = {name: make_adapter(name, *rest) for name, *rest in adapters()}
    counts.update(make_safetensors())
    counts.update(make_gguf())
    (HERE / "counts.json").write_text(json.dumps(counts, indent=1) + "\n")


if __name__ == "__main__":
    main()
