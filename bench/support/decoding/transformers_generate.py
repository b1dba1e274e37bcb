"""`generate` of Python's transformers on PyTorch's CPU.

    python transformers_generate.py DIRECTORY THREADS
"""

import sys

import torch
import transformers

from answers import serve

if __name__ == "__main__":
    directory, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0

    @torch.inference_mode()
    def decode(prompts, new_tokens):
        width = max(map(len, prompts))
        ids = torch.tensor([[0] * (width - len(prompt)) + prompt for prompt in prompts])
        mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        out = model.generate(input_ids=ids, attention_mask=mask, do_sample=False, max_new_tokens=new_tokens)
        return out[:, width:].tolist()

    serve(f"transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}", decode)
