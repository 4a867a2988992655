"""Random and filtered signals on a fixed time grid: drifts, human variation, lags."""

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats

_MEMORY = 8.0
"""A kernel is cut after this many time constants, where it has fallen under 0.1 %."""


def _convolve(signal: Floats, kernel: Floats) -> Floats:
    """Give the part of the convolution where the kernel has all its past."""
    size = 1 << int(len(signal) + len(kernel)).bit_length()
    whole = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(kernel, size), size)
    return np.asarray(whole[len(kernel) - 1 : len(signal)], dtype=float)


def _coloured(rng: Generator, count: int, kernel: Floats, sigma: float) -> Floats:
    white = rng.standard_normal(count + len(kernel) - 1)
    return sigma / float(np.linalg.norm(kernel)) * _convolve(white, kernel)


def drift(rng: Generator, count: int, step: float, *, sigma: float, tau: float) -> Floats:
    """Give an Ornstein-Uhlenbeck process: standard deviation `sigma`, correlation exp(-lag / tau).

    step, tau : In one unit, seconds or metres.
    """
    ages = np.arange(0.0, _MEMORY * tau, step)
    return _coloured(rng, count, np.exp(-ages / tau), sigma)


def variation(rng: Generator, count: int, step: float, *, sigma: float, scale: float) -> Floats:
    """Give a Matern-3/2 process, once differentiable: how the speed of a runner varies.

    step, scale : In one unit, seconds or metres; the decay is sqrt(3) / scale.
    """
    decay = np.sqrt(3.0) / scale
    ages = np.arange(0.0, 1.5 * _MEMORY / decay, step)
    return _coloured(rng, count, ages * np.exp(-decay * ages), sigma)


def low_pass(signal: Floats, step: float, *, tau: float) -> Floats:
    """Give the signal behind a first-order filter of time constant `tau`; before the start it stood still."""
    if tau <= step / 2:
        return signal.copy()
    kernel = np.exp(-np.arange(0.0, _MEMORY * tau, step) / tau)
    padded = np.concatenate([np.full(len(kernel) - 1, signal[0]), signal])
    passed: Floats = signal[0] + _convolve(padded - signal[0], kernel / kernel.sum())
    return passed
