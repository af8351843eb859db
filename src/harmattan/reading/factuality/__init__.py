"""Whether an event happened, did not, may have, is planned or would happen if: `judge.judge`."""
