"""A training step of tanh networks as plain loops, which Numba compiles: what the machine can do at these sizes."""

from __future__ import annotations

import math


def train(theta, sizes, x, y, lr, steps, a, dz, gradient):  # type: ignore[no-untyped-def]
    """Train each network theta[m] for `steps`, all samples in each; a, dz and gradient are room to work in."""
    layers, N, K = len(sizes) - 1, x.shape[0], y.shape[1]
    for _ in range(steps):
        for m in range(theta.shape[0]):
            gradient[:] = 0.0
            for n in range(N):
                for d in range(sizes[0]):
                    a[0, n, d] = x[n, d]
                start = 0
                for l in range(layers):
                    D, H = sizes[l], sizes[l + 1]
                    for h in range(H):
                        z = theta[m, start + D * H + h]
                        for d in range(D):
                            z += a[l, n, d] * theta[m, start + d * H + h]
                        a[l + 1, n, h] = math.tanh(z)
                    start += D * H + H
                for k in range(K):
                    out = a[layers, n, k]
                    dz[0, k] = (out - y[n, k]) / (N * K) * (1.0 - out * out)
                for l in range(layers - 1, -1, -1):
                    D, H = sizes[l], sizes[l + 1]
                    start -= D * H + H
                    for h in range(H):
                        gradient[start + D * H + h] += dz[0, h]
                    for d in range(D):
                        total = 0.0
                        for h in range(H):
                            gradient[start + d * H + h] += a[l, n, d] * dz[0, h]
                            total += dz[0, h] * theta[m, start + d * H + h]
                        dz[1, d] = total * (1.0 - a[l, n, d] * a[l, n, d])
                    dz[0, :D] = dz[1, :D]
            for p in range(theta.shape[1]):
                theta[m, p] -= lr * gradient[p]
