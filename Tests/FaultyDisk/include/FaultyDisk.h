/* Nothing to call: see FaultyDisk.c. */
