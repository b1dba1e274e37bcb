import { UserError } from '../errors.ts';

/** Far more than any tensor of a model has. */
const maxDimensions = 32;

/** Elements of a tensor: the product of its shape. @throws UserError for a shape that no tensor has. */
export function elementCount(shape: readonly unknown[]): number {
  if (shape.length > maxDimensions) throw new UserError(`a tensor has ${shape.length} dimensions`);
  let product = 1n;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw new UserError(`a tensor has a dimension of ${JSON.stringify(size)}`);
    }
    product *= BigInt(size);
  }
  if (product > BigInt(Number.MAX_SAFE_INTEGER)) throw new UserError('a tensor is larger than any can be');
  return Number(product);
}
