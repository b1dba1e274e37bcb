import { UserError } from '../../errors.ts';

/**
 * Architectures whose pictures can be read here, and the input by which each one's vision tower is told how many
 * patches a picture has each way, as transformers.js exports them. Both count positions by Qwen2-VL's rule.
 */
const gridInputs: Record<string, string> = { qwen2_vl: 'grid_thw', qwen2_5_vl: 'image_grid_thw' };

/**
 * The name of the vision tower's input for a picture's size in patches.
 *
 * @param modelType of config.json
 * @throws UserError for an architecture that is not handled, naming those that are.
 */
export function gridInputOf(modelType: unknown): string {
  const known = Object.keys(gridInputs);
  const found = known.find((name) => name === modelType);
  if (found !== undefined) return gridInputs[found]!;
  throw new UserError(
    `its architecture ${JSON.stringify(modelType)?.slice(0, 60)} cannot be run on pictures here, only ${known.join(' and ')}; serve the model and use the openai evaluator, or run it by command`,
  );
}
