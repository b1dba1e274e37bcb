import type { ModelConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { isLfsPointer } from './lfs.ts';
import { onnxParameters } from './onnx-parameters.ts';
import { safetensorsParameters } from './safetensors-parameters.ts';

export interface ParameterCount {
  count: number;
  /** Where the number comes from, in words. */
  source: string;
}

/**
 * How many parameters a fine-tune trained: the number that was declared, or the sizes of the tensors in a file.
 * Frozen tensors that were saved along are counted too; declare a number where there are any.
 *
 * @throws UserError for a file that is damaged, quantised, a Git LFS pointer, or of another format.
 */
export async function trainableParameters(
  declared: NonNullable<ModelConfig['trainableParameters']>,
): Promise<ParameterCount> {
  if (declared.kind === 'count') return { count: declared.count, source: 'declared in the configuration' };
  const { file, path } = declared;
  try {
    if (await isLfsPointer(file)) {
      throw new UserError(
        'it is a Git LFS pointer. Run `git lfs pull`, or set `lfs: true` on actions/checkout',
      );
    }
    const { count, tensors } = await (file.endsWith('.onnx') ? onnxParameters : safetensorsParameters)(file);
    if (count === 0) throw new UserError('it holds no floating-point tensors');
    return { count, source: `${path}, ${tensors} tensor${tensors === 1 ? '' : 's'}` };
  } catch (error) {
    throw new UserError(
      `Trainable parameters cannot be counted in ${path}: ${(error as Error).message}. ` +
        'Mend the file, or write the number under trainable-parameters.',
    );
  }
}
