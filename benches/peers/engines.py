"""The engines that are compared: each computes P[X_v(t)] of every node and phase by simulation on one thread."""

import functools
import json
import os
import subprocess
import tempfile
import time
from array import array

import numba
import numpy as np
from cynetdiff.models import IndependentCascadeModel


class Driftline:
    """A built driftline, started as a person would start it.

    Start-up, reading and printing are taken off: a run with an eighth of the trials has the same. Neither run may be so
    short that outcomes are hardly met: driftline would then estimate them in another way, which takes longer.
    """

    # It works in blocks of so many trials.
    step = 512

    def __init__(self, document, label, program, seed):
        self.label, self._document, self._program, self._seed = label, document, program, seed
        self._least = {}
        draws = document.links * document.phases
        self._few = min(max((1 << 29) // draws, 1 << 12), 1 << 14) // self.step * self.step

    @property
    def trials_min(self):
        """Fewer are not worth a timing."""
        return 8 * self._few

    @property
    def seconds_min(self):
        """A timing should last as long: most of what is measured is then not start-up."""
        return self._time(self._few)

    def seconds(self, trials):
        """CPU time of that many trials."""
        few = max(self._few, trials // 8 // self.step * self.step)
        # Other work on the machine only ever adds to a time, so the least is the truest; and taking off too little
        # is to driftline's disadvantage.
        return max(1e-9, self._run(few + trials)[0] - self._time(few))

    def _time(self, trials):
        """The least CPU time of a run so far, which is one more."""
        self._least[trials] = min(self._least.get(trials, float("inf")), self._run(trials)[0])
        return self._least[trials]

    def counts(self, trials):
        """In how many trials each node was misaligned at the end of each phase: phases × nodes."""
        result = json.loads(self._run(trials)[1])
        prevalence = [node["prevalence"] for node in result["nodes"].values()]
        return np.rint(np.array(prevalence).T * trials).astype(np.int64)

    def _run(self, trials):
        command = [self._program, "analyze", self._document.path, "--format", "json", "--simulate",
                   "--brief"]
        command += ["--trials", str(trials), "--seed", str(self._seed), "--threads", "1"]
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE)
            errors = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                raise RuntimeError(errors.decode(errors="replace").strip())
            out.seek(0)
            return usage.ru_utime + usage.ru_stime, out.read()


class _InProcess:
    """An engine that runs in this process: `_simulate(trials)` is what is timed."""

    step, trials_min, seconds_min = 1, 1, 0.0

    def seconds(self, trials):
        """CPU time of that many trials."""
        began = time.process_time()
        self._simulate(trials)
        return max(1e-9, time.process_time() - began)


class Cynetdiff(_InProcess):
    """cynetdiff as its users run it: a cascade a trial, and the reached nodes read out in Python.

    The phases are unrolled into one graph: the node (v, t) stands for v at the end of phase t. One certain source
    reaches it with the emergence of that phase, and (v, t - 1) with the persistence, so that one independent cascade
    is one trial of all phases.
    """

    label = "cynetdiff"

    def __init__(self, document):
        if document.is_gated:
            raise NotImplementedError("cynetdiff has no gates")
        self._document = document
        self._cells = document.nodes * document.phases
        self._model = _unrolled(document)
        self._model.set_seeds([self._cells])

    def _simulate(self, trials):
        return self.counts(trials)

    def counts(self, trials, seed=13):
        """In how many trials each node was misaligned at the end of each phase: phases × nodes."""
        self._model.set_rng(seed)
        counts, reached = np.zeros(self._cells + 1, dtype=np.int64), []
        for trial in range(trials):
            self._cascade(trial, trials)
            reached.extend(self._model.get_activated_nodes())
            if len(reached) > 1 << 20:
                counts += np.bincount(reached, minlength=counts.size)
                reached.clear()
        counts += np.bincount(np.array(reached, dtype=np.int64), minlength=counts.size)
        return counts[:-1].reshape(self._document.phases, self._document.nodes)

    def _cascade(self, trial, trials):
        self._model.reset_model()
        self._model.advance_until_completion()


class CynetdiffTotals(Cynetdiff):
    """The same graph with all trials in cynetdiff's own compiled loop.

    It tells how many (v, t) were reached on average, not which: less than the other engines tell.
    """

    label = "cynetdiff, totals only, own loop"

    def _simulate(self, trials):
        # It adds whole numbers up in 32-bit floats, which are exact up to 2^24.
        batch = max(1, (1 << 24) // (self._cells + 1))
        for first in range(0, trials, batch):
            self._model.compute_marginal_gains([self._cells], [], min(batch, trials - first))


class CynetdiffSeeded(Cynetdiff):
    """The same graph with the emergences drawn sparsely by numpy and handed over as seeds, and totals only.

    The fastest use that we found where many nodes rarely emerge.
    """

    label = "cynetdiff, totals only, seeds by numpy"
    _batch = 2048

    def __init__(self, document):
        super().__init__(document)
        self._generator = np.random.Generator(np.random.SFC64(41))
        rates = -np.log1p(-document.emergence.ravel())
        self._rate, self._share = rates.sum(), np.cumsum(rates) / rates.sum()

    def _simulate(self, trials):
        reached = 0
        for trial in range(trials):
            self._cascade(trial, trials)
            reached += self._model.get_num_activated_nodes()
        return reached

    def _cascade(self, trial, trials):
        place = trial % self._batch
        if place == 0:
            self._seeds, self._ends = self._emerged(min(self._batch, trials - trial))
        self._model.set_seeds(self._seeds[self._ends[place] : self._ends[place + 1]])
        self._model.advance_until_completion()

    def _emerged(self, trials):
        """The (v, t) that emerge, trial by trial: those that are hit by a Poisson stream of -ln(1 - p)."""
        hits = self._generator.poisson(self._rate * trials)
        cell = np.searchsorted(self._share, self._generator.random(hits), side="right")
        trial = self._generator.integers(0, trials, hits)
        keys = np.unique(trial * self._cells + np.minimum(cell, self._cells - 1))
        ends = np.searchsorted(keys, np.arange(trials + 1) * self._cells)
        return (keys % self._cells).tolist(), ends.tolist()


def _unrolled(document):
    """The model of the graph unrolled over the phases; its last node is the source of all emergence."""
    n, phases = document.nodes, document.phases
    cells = n * phases
    every = np.arange(cells)
    parts = [(document.source + t * n, document.target + t * n, document.likelihood[t]) for t in range(phases)]
    parts.append((every[:-n], every[n:], document.persistence[1:].ravel()))
    parts.append((np.full(cells, cells), every, document.emergence.ravel()))
    source, target, chance = (np.concatenate(column) for column in zip(*parts))
    possible = chance > 0.0
    source, target, chance = source[possible], target[possible], chance[possible]
    order = np.argsort(source, kind="stable")
    ends = np.cumsum(np.bincount(source, minlength=cells + 1))
    return IndependentCascadeModel(
        array("I", np.concatenate(([0], ends[:-1])).astype(np.uint32).tobytes()),
        array("I", target[order].astype(np.uint32).tobytes()),
        activation_probs=array("f", chance[order].astype(np.float32).tobytes()),
        rng=19,
    )


class Numba(_InProcess):
    """An analyst's compiled script: breadth-first spread that draws a link only when it can decide something."""

    label = "numba, lazy spread"

    def __init__(self, document):
        self._document = document
        self._spread = _compiled(*self._generator())
        self._arrays = (
            document.starts.astype(np.int32),
            document.target.astype(np.int32),
            document.need.astype(np.int32),
            *(self._chances(p) for p in (document.emergence, document.persistence, document.likelihood)),
        )
        self._seed = 23
        self._simulate(1)

    def _generator(self):
        return _seeded_mersenne, _uniform

    def _chances(self, p):
        return p

    def _simulate(self, trials):
        self._seed += 1
        return self.counts(trials, self._seed)

    def counts(self, trials, seed=29):
        counts = np.zeros((self._document.phases, self._document.nodes), dtype=np.int64)
        self._spread(seed, trials, *self._arrays, counts)
        return counts


class NumbaTuned(Numba):
    """The same script after a day of tuning: a small generator of its own, and comparisons of whole numbers."""

    label = "numba, lazy spread, tuned"

    def _generator(self):
        return _seeded_splitmix, _word

    def _chances(self, p):
        return np.minimum(p * 2.0**64, 2.0**64 - 2048).astype(np.uint64)


@numba.njit
def _seeded_mersenne(seed):
    np.random.seed(seed)
    return np.zeros(1, dtype=np.uint64)


@numba.njit(inline="always")
def _uniform(_):
    return np.random.random()


@numba.njit
def _seeded_splitmix(seed):
    return np.array([np.uint64(seed) << np.uint64(32)], dtype=np.uint64)


@numba.njit(inline="always")
def _word(state):
    """The next 64 random bits (splitmix64)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@functools.cache
def _compiled(seeded, draw):
    """The simulation, compiled around a generator: `seeded` gives its state, `draw` what chances are compared with."""

    @numba.njit(boundscheck=False)
    def spread(seed, trials, starts, target, need, emergence, persistence, likelihood, counts):
        phases, nodes = emergence.shape
        state = seeded(seed)
        now = np.zeros(nodes, dtype=np.bool_)
        opened = np.zeros(nodes, dtype=np.int32)
        queue = np.empty(nodes, dtype=np.int32)
        for _ in range(trials):
            now[:] = False
            for t in range(phases):
                opened[:] = 0
                filled = 0
                for v in range(nodes):
                    stays = now[v] and draw(state) < persistence[t, v]
                    now[v] = stays or draw(state) < emergence[t, v]
                    if now[v]:
                        queue[filled] = v
                        filled += 1
                head = 0
                while head < filled:
                    u = queue[head]
                    head += 1
                    for e in range(starts[u], starts[u + 1]):
                        v = target[e]
                        if not now[v] and draw(state) < likelihood[t, e]:
                            opened[v] += 1
                            if opened[v] >= need[v]:
                                now[v] = True
                                queue[filled] = v
                                filled += 1
                for k in range(filled):
                    counts[t, queue[k]] += 1

    return spread


class Numpy(_InProcess):
    """The usual analyst's script: arrays of links × trials, all drawn at once, spread until nothing changes."""

    label = "numpy, vectorized"

    def __init__(self, document):
        self._document = document
        order = np.argsort(document.target, kind="stable")
        self._source = document.source[order]
        self._reached, self._first = np.unique(document.target[order], return_index=True)
        self._need = document.need[self._reached][:, None]
        self._likelihood = document.likelihood[:, order].astype(np.float32)[:, :, None]
        self._emergence = document.emergence[:, :, None]
        self._persistence = document.persistence[:, :, None]
        # About what the second-level cache holds was fastest.
        self._batch = int(min(4096, max(32, (1 << 20) // max(1, document.links))))
        self._generator = np.random.Generator(np.random.SFC64(31))
        self._simulate(1)

    def _simulate(self, trials):
        counts = np.zeros((self._document.phases, self._document.nodes), dtype=np.int64)
        for first in range(0, trials, self._batch):
            self._batch_of(min(self._batch, trials - first), counts)
        return counts

    def counts(self, trials, seed=37):
        self._generator = np.random.Generator(np.random.SFC64(seed))
        return self._simulate(trials)

    def _batch_of(self, trials, counts):
        shape = (self._document.nodes, trials)
        now = np.zeros(shape, dtype=bool)
        for t in range(self._document.phases):
            now &= self._generator.random(shape) < self._persistence[t]
            now |= self._generator.random(shape) < self._emergence[t]
            # Likelihoods are not tiny: 24 random bits will do for them, and are twice as fast.
            draws = self._generator.random((self._document.links, trials), dtype=np.float32)
            self._spread(now, draws < self._likelihood[t])
            counts[t] += now.sum(axis=1)

    def _spread(self, now, is_open):
        if self._document.links == 0:
            return
        total = now.sum()
        while True:
            passed = now[self._source]
            passed &= is_open
            if self._document.is_gated:
                hits = np.add.reduceat(passed.view(np.uint8), self._first, axis=0, dtype=np.uint16)
                now[self._reached] |= hits >= self._need
            else:
                now[self._reached] |= np.logical_or.reduceat(passed, self._first, axis=0)
            before, total = total, now.sum()
            if total == before:
                return
