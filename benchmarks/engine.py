"""How long a training step takes, beside other libraries, in one run on one thread: `python -m benchmarks.engine`.

Rounds are interleaved, every library once in each, and the best round counts: what is left is the work, not the
neighbours. Everyone trains tanh layers by plain gradient descent in float64. nnplay's step includes shuffling and
cutting batches from ten of them; the others are given their batch.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before NumPy and the peers are imported
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import numpy as np  # noqa: E402

from benchmarks import peers  # noqa: E402
from nnplay.engine.mlp import MLP, Parameters  # noqa: E402
from nnplay.engine.passes import Trace, forward  # noqa: E402
from nnplay.engine.recipe import Recipe  # noqa: E402
from nnplay.engine.threads import single_thread  # noqa: E402
from nnplay.engine.training import Trainer  # noqa: E402

CASES = [((2, 2, 1), 4), *(((2, 4, 2, 1), batch) for batch in (1, 10, 30, 250)),
         *(((2, 8, 8, 8, 1), batch) for batch in (10, 32)), ((64, 32, 10), 32)]
POPULATIONS = (1, 10, 100, 1000)
PEERS = {"scikit-learn": peers.sklearn, "PyTorch": peers.torch, "JAX jit": peers.jax, "numba loop": peers.numba}
LR = 0.03
ROUND = 0.02  # seconds that one library trains in one round


def samples(sizes: tuple[int, ...], count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.standard_normal((count, sizes[0])), np.sign(rng.standard_normal((count, sizes[-1])))


def nnplay(sizes: tuple[int, ...], batch: int, networks: int = 1) -> peers.Train:
    params = Parameters.draw(MLP(sizes), "uniform_half", range(networks))
    trainer = Trainer(params, *samples(sizes, 10 * batch), Recipe(lr=LR, batch=batch))
    return lambda steps: trainer.advance(steps=steps)


def best(contenders: dict[str, peers.Train], rounds: int) -> dict[str, float]:
    """Return microseconds per step of each, the best of so many interleaved rounds."""
    steps = {}
    for name, train in contenders.items():
        train(3)  # compile, allocate, warm up
        start = time.perf_counter()
        train(5)
        steps[name] = max(1, round(ROUND / ((time.perf_counter() - start) / 5)))
    times = dict.fromkeys(contenders, np.inf)
    for _ in range(rounds):
        for name, train in contenders.items():
            start = time.perf_counter()
            train(steps[name])
            times[name] = min(times[name], (time.perf_counter() - start) / steps[name] * 1e6)
    return times


def installed(make: Callable[..., peers.Train], *arguments: object) -> peers.Train | None:
    try:
        return make(*arguments)
    except ImportError:
        return None


def show(name: str, ours: float, times: dict[str, float]) -> None:
    cells = [f"{times[peer]:9.1f} ({times[peer] / ours:5.1f}x)" if peer in times else f"{'-':>18}" for peer in PEERS]
    print(f"{name:<24}{ours:9.2f}  " + " ".join(cells), flush=True)


def steps(rounds: int) -> None:
    print("Microseconds per step, and how many times as long as nnplay's\n")
    print(f"{'network, batch':<24}{'nnplay':>9}  " + " ".join(f"{peer:>18}" for peer in PEERS))
    for sizes, batch in CASES:
        contenders = {"nnplay": nnplay(sizes, batch)}
        for name, make in PEERS.items():
            train = installed(make, sizes, *samples(sizes, batch), LR)
            if train:
                contenders[name] = train
        times = best(contenders, rounds)
        show(f"{'-'.join(map(str, sizes))}, {batch}", times["nnplay"], times)


def populations(rounds: int) -> None:
    sizes, batch = (2, 4, 2, 1), 10
    print("\nMicroseconds per network and step: many networks of 2-4-2-1, batch 10, trained together\n")
    print(f"{'networks':<24}{'nnplay':>9}  {'numba loop':>18}")
    for networks in POPULATIONS:
        contenders = {"nnplay": nnplay(sizes, batch, networks)}
        compiled = installed(peers.numba, sizes, *samples(sizes, batch), LR, networks)
        if compiled:
            contenders["numba loop"] = compiled
        times = {name: value / networks for name, value in best(contenders, rounds).items()}
        loop = f"{times['numba loop']:9.2f} ({times['numba loop'] / times['nnplay']:5.1f}x)" if compiled else "-"
        print(f"{networks:<24,}{times['nnplay']:9.2f}  {loop:>18}", flush=True)


def grid(rounds: int) -> None:
    print("\nMilliseconds to evaluate every neuron of 2-8-8-8-1 on a 100 x 100 grid\n")
    net = MLP((2, 8, 8, 8, 1))
    places = np.stack(np.meshgrid(*[np.linspace(-6, 6, 100)] * 2), axis=-1).reshape(1, -1, 2)
    for dtype in ("float64", "float32"):
        params = Parameters.draw(net, "glorot_uniform", [0], dtype)
        x, trace, elapsed = places.astype(dtype), Trace(net, 10_000, 1, params.theta.dtype), []
        for _ in range(10 * rounds):
            start = time.perf_counter()
            forward(params, x, trace)
            elapsed.append(time.perf_counter() - start)
        print(f"{dtype:<24}{min(elapsed) * 1e3:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30, help="interleaved rounds; the best counts (default: 30)")
    rounds = parser.parse_args().rounds
    single_thread()
    steps(rounds)
    populations(rounds)
    grid(rounds)


if __name__ == "__main__":
    main()
