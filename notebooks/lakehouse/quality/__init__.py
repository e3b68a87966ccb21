"""Rules of the contracts: judgement of records, quarantine and results."""
