"""llama.cpp's own server, as the package xllamacpp holds it: `python llama_cpp_server.py MODEL.gguf NAME PORT`."""

import signal
import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path, name, port = sys.argv[1:]
parameters.model_alias = [name]
parameters.hostnames = ["127.0.0.1"]
parameters.port = int(port)
parameters.n_parallel = 4
parameters.n_ctx = 4 * 512
parameters.cpuparams.n_threads = 2
parameters.cpuparams_batch.n_threads = 2

server = xllamacpp.Server(parameters)
print(f"listening at {server.listening_address}", flush=True)
signal.pause()
