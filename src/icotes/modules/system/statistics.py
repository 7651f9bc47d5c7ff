"""How much happens: calls, events, followers, connections; for programs and for Prometheus."""

from collections import Counter

from icotes.core.container import Container
from icotes.kit.caching import Caching
from icotes.kit.connections import Connections
from icotes.kit.followers import Followers
from icotes.kit.metrics import Metrics
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.system.types import EventCount, ServerStatistics


class Statistics:
    """Counts what the parts of the server count, and shows it in the metrics too."""

    def __init__(
        self,
        *,
        container: Container,
        metrics: Metrics,
        server: ServerStore,
        workspaces: OpenWorkspaces,
        followers: Followers,
        connections: Connections,
    ) -> None:
        self._container = container
        self._metrics = metrics
        self._server = server
        self._workspaces = workspaces
        self._followers = followers
        self._connections = connections
        watch = metrics.watch
        watch("icotes_events_published_total", "Events by kind.", lambda: _labelled(self.published()), kind="counter")
        watch("icotes_events_delivered_total", "Events that reached a follower.", self._delivered, kind="counter")
        watch("icotes_event_gaps_total", "Followers that came too late.", lambda: followers.gaps, kind="counter")
        watch("icotes_followers", "Followers of events.", lambda: len(followers.all()))
        watch("icotes_follower_lag", "Records that the last follower has yet to read.", self._lag)
        watch("icotes_connections", "Clients that are connected, by face.", self._connected)

    def published(self) -> Counter[str]:
        """Return how many events were appended, by kind."""
        logs = [self._server.log, *(each.log for each in self._workspaces.all())]
        return sum((log.published for log in logs), Counter[str]())

    def read(self) -> ServerStatistics:
        """Return everything."""
        delivered = self._followers.delivered
        return ServerStatistics(
            methods=self._metrics.methods(),
            usage=self._metrics.usage(),
            events=[
                EventCount(kind=kind, published=count, delivered=delivered[kind])
                for kind, count in sorted(self.published().items())
            ],
            gaps=self._followers.gaps,
            followers=self._followers.all(),
            connections=dict(Counter(each.kind for each in self._connections.find())),
            caches=[part.cache_use() for part in self._container.running() if isinstance(part, Caching)],
        )

    def _delivered(self) -> dict[str, float]:
        return _labelled(self._followers.delivered)

    def _lag(self) -> float:
        return max((each.lag for each in self._followers.all()), default=0)

    def _connected(self) -> dict[str, float]:
        return {f'face="{kind}"': count for kind, count in Counter(c.kind for c in self._connections.find()).items()}


def _labelled(counts: Counter[str]) -> dict[str, float]:
    return {f'kind="{kind}"': count for kind, count in sorted(counts.items())}
