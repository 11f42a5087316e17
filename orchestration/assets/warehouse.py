"""The warehouse: one dbt build a night, in one op, with an asset for every model and a check for every data test."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb

from orchestration.assets.marts import OWNERS, group_of, key_of
from orchestration.checks import dbt_check
from orchestration.dbt_build import NodeResult, WarehouseError, build
from orchestration.resources import Night, row_counts

_LAYERS = ("seeds", "staging", "facts", "measures", "kpis", "marts")
_GOOD = ("success", "pass", "warn")
# Seconds from which a single model is worth a line.
_SLOW = 1.0


class Graph:
    """The dbt project as assets: `specs` and `checks`, and which of them a node of dbt stands for."""

    def __init__(self, manifest: Any, stores: dict[str, str]) -> None:
        self._nodes: Mapping[str, Any] = {**manifest.nodes, **manifest.sources}
        self._stores = stores
        self.keys = {
            unique_id: key_of(_layer(node), node.name)
            for unique_id, node in manifest.nodes.items()
            if node.resource_type in ("model", "seed") and node.config.materialized != "ephemeral"
        }
        self.specs = [self._spec(self._nodes[unique_id], key) for unique_id, key in sorted(self.keys.items())]
        self.checks: dict[str, dg.AssetCheckSpec] = {}
        for unique_id, node in sorted(manifest.nodes.items()):
            if node.resource_type == "test" and (tested := self._tested(node)):
                severity = node.config.severity.lower()
                self.checks[unique_id] = dbt_check(node.name, tested, severity, node.description)

    def _spec(self, node: Any, key: dg.AssetKey) -> dg.AssetSpec:
        layer = key.path[0]
        return dg.AssetSpec(
            key=key,
            deps=sorted({parent for name in node.depends_on.nodes for parent in self._parents(name)})
            if node.resource_type == "model"
            else [],
            group_name=group_of(layer, node.name, self._stores),
            owners=OWNERS[layer],
            description=node.description or f"{layer} {node.name}",
            code_version=node.checksum.checksum[:12],
            kinds={"dbt", "duckdb"},
            metadata={
                "materialized": node.config.materialized,
                "file": node.original_file_path,
                **({"measures": measures} if (measures := sorted(self._measures(node))) else {}),
            },
            # A night that fails has not made them all; it ends with the reason, not with a list of the missing.
            skippable=True,
        )

    def _parents(self, unique_id: str) -> Iterator[dg.AssetKey]:
        """The assets a dependency stands for; ephemeral models are walked through to what they read."""
        if unique_id in self.keys:
            yield self.keys[unique_id]
        elif unique_id.startswith("source."):
            source = self._nodes[unique_id]
            yield dg.AssetKey(["pack"] if source.source_name == "pack" else [source.source_name, source.name])
        else:
            for parent in self._nodes[unique_id].depends_on.nodes:
                yield from self._parents(parent)

    def _measures(self, node: Any) -> Iterator[str]:
        """The measures gathered in a model, whatever ephemeral model stands between."""
        if node.resource_type != "model":
            return
        for name in node.depends_on.nodes:
            if name in self._nodes and name not in self.keys and not name.startswith("source."):
                parent = self._nodes[name]
                if _layer(parent) == "measures":
                    yield parent.name
                else:
                    yield from self._measures(parent)

    def _tested(self, node: Any) -> dg.AssetKey | None:
        """The asset a test speaks about: the model it hangs on, else the last model it reads."""
        # A singular test hangs on nothing.
        attached = getattr(node, "attached_node", None)
        for unique_id in [attached, *reversed(node.depends_on.nodes)]:
            if unique_id in self.keys:
                return self.keys[unique_id]
        return None


def _layer(node: Any) -> str:
    layer = "seeds" if node.resource_type == "seed" else node.fqn[1]
    if layer not in _LAYERS:
        raise WarehouseError(f"{node.original_file_path}: not in a layer ({', '.join(_LAYERS)})")
    return layer


def warehouse_asset(graph: Graph) -> dg.AssetsDefinition:
    """The op that builds the warehouse."""

    @dg.multi_asset(
        name="warehouse",
        specs=graph.specs,
        check_specs=list(graph.checks.values()),
        required_resource_keys={"night"},
        pool="warehouse",
        description="Builds seeds, staging, facts, the case relation, kpis and marts, and tests them, in one dbt build.",
    )
    def warehouse(context: dg.AssetExecutionContext) -> Iterator:
        night: Night = context.resources.night
        with night.stage("warehouse"):
            night.require_begun()
            ended = build(night.warehouse, Progress(night.journal.say, graph))
            with duckdb.connect(str(night.warehouse), read_only=True) as connection:
                rows = row_counts(connection)
        for layer, seconds in seconds_by_layer(ended, graph).items():
            night.journal.say(f"  {layer:<10} {seconds:6.2f} s")
        yield from results(ended, graph, rows)
        with night.stage("warehouse verdict"):
            judge(ended)

    return warehouse


class Progress:
    """Says every tenth of the way, and at once whatever is slow or does not end well."""

    def __init__(self, say: Callable[[str], None], graph: Graph) -> None:
        self._say = say
        self._nodes = len(graph.keys) + len(graph.checks)
        self._known = {*graph.keys, *graph.checks}
        self._ended = 0

    def __call__(self, unique_id: str, name: str, status: str, seconds: float) -> None:
        # Ephemeral models end as well, at no cost: they are not counted.
        self._ended += unique_id in self._known
        if unique_id in self._known and self._ended * 10 // self._nodes > (self._ended - 1) * 10 // self._nodes:
            self._say(f"warehouse: {self._ended} of {self._nodes} seeds, models and tests")
        if seconds >= _SLOW:
            self._say(f"warehouse: {name}: {seconds:.1f} s")
        if status not in (*_GOOD, "skipped"):
            self._say(f"warehouse: {name}: {status}")


def seconds_by_layer(ended: list[NodeResult], graph: Graph) -> dict[str, float]:
    """Seconds dbt spent in the nodes of each layer; tests together."""
    spent: dict[str, float] = {}
    for node in ended:
        layer = graph.keys[node.unique_id].path[0] if node.unique_id in graph.keys else "tests"
        spent[layer] = round(spent.get(layer, 0.0) + node.seconds, 3)
    return spent


def results(
    ended: list[NodeResult], graph: Graph, rows: dict[tuple[str, str], int]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """The events of a build: what was made, with its rows, and how each test ended, with the number of rows it found."""
    for node in ended:
        if node.unique_id in graph.keys and node.status in _GOOD:
            key = graph.keys[node.unique_id]
            counted = rows.get((key.path[0], key.path[1]))
            metadata = {"seconds": node.seconds} | ({} if counted is None else {"dagster/row_count": counted})
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
        elif node.unique_id in graph.checks and node.status != "skipped":
            spec = graph.checks[node.unique_id]
            yield dg.AssetCheckResult(
                check_name=spec.name,
                asset_key=spec.asset_key,
                passed=node.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"status": node.status, "failing_rows": node.failures or 0},
            )


def judge(ended: list[NodeResult]) -> None:
    """Stops the night on the first thing that did not end well.

    Raises:
        WarehouseError: a model failed, or a test of severity error.
    """
    bad = [node for node in ended if node.status not in (*_GOOD, "skipped")]
    if bad:
        first = bad[0]
        said = first.problem or f"{first.failures or 0} rows"
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise WarehouseError(f"{first.name}: {first.status}: {said}{more}; nothing is published")
