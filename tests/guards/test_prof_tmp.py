import cProfile, pstats, time, pytest
from tests.guards.crawl import addresses
from tests.guards.conftest import *  # noqa
pytestmark = pytest.mark.django_db
def test_prof(network):
    v = network.visitor("owner")
    rows=[a for r,a in addresses(network, languages=("en",)) if r.is_page]
    for a in rows[:5]: v.get(a)
    t={}
    pr=cProfile.Profile()
    for a in rows:
        s=time.perf_counter(); v.get(a); t[a]=time.perf_counter()-s
    pr.enable()
    for a in rows: v.get(a)
    pr.disable()
    print(len(rows), sum(t.values()))
    for a,x in sorted(t.items(), key=lambda p:-p[1])[:25]: print(round(x*1000), a)
    pstats.Stats(pr).sort_stats("tottime").print_stats(35)
    pstats.Stats(pr).sort_stats("cumtime").print_stats(70)
