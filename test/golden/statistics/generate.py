# Writes numbers.json: what numpy and scipy print for the functions of src/measure/statistics.ts and histogram.ts.
# Run: pip install scipy==1.17.1 numpy==2.4.6 && python test/golden/statistics/generate.py
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(20260101)
samples = {
    "three": [0.01, 0.05, -0.02],
    "even": random.normal(0, 0.1, 6).tolist(),
    "ten": random.normal(0.05, 0.1, 10).tolist(),
    "skewed": random.exponential(1, 25).tolist(),
    "ties": [1, 1, 2, 2, 2, 3, 5, 8],
}


def bootstrap(values, confidence):
    """The interval with slightly less and slightly more confidence: between them any good generator's interval lies."""
    found = [
        stats.bootstrap(
            (values,), np.median, confidence_level=level, n_resamples=100_000, method="percentile", rng=random
        ).confidence_interval
        for level in [confidence - 0.02, confidence + 0.02]
    ]
    return {"confidence": confidence, "inner": list(map(float, found[0])), "outer": list(map(float, found[1]))}


durations = random.lognormal(8, 1.2, 4000).astype(np.int64)
shares = [0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0]
numbers = {
    "by": f"numpy {np.__version__}, scipy {scipy.__version__}",
    "samples": [
        {
            "name": name,
            "values": values,
            "median": float(np.median(values)),
            "deviation": float(np.std(values, ddof=1)),
            "quantiles": [[share, float(np.quantile(values, share))] for share in shares],
            "bootstrap": [bootstrap(values, confidence) for confidence in [0.8, 0.95]],
        }
        for name, values in samples.items()
    ],
    "student": [
        [share, degrees, float(stats.t.ppf(share, degrees))]
        for share in [0.6, 0.9, 0.975, 0.995, 0.9995, 0.999995]
        for degrees in [1, 2, 3, 4, 9, 10, 30, 200, 5000]
    ],
    "durations": {
        "values": durations.tolist(),
        "mean": float(durations.mean()),
        "quantiles": [[share, int(np.quantile(durations, share, method="inverted_cdf"))] for share in shares],
    },
}
target = pathlib.Path(__file__).with_name("numbers.json")
target.write_text(json.dumps(numbers) + "\n")
