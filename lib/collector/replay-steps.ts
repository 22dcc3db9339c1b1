/** Each step of a replay, for whoever listens in this process: what a test strikes at, of a collector that runs as it always does. */
import { channel } from 'node:diagnostics_channel';

export const REPLAY_STEPS = 'throughline.replay-step';

export const replaySteps = channel(REPLAY_STEPS);
