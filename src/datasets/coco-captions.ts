import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { DataRecord } from './records.ts';

const id = z.union([z.int(), z.string()]);
const annotationsSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string() })).min(1),
  annotations: z.array(z.object({ image_id: id, caption: z.string() })),
});

/**
 * Records of COCO's captions: one an image that has captions, with all of them. Source: cocodataset.org, "Data format".
 *
 * @throws UserError where the file is of another form, or a caption is of an image that is not there.
 */
export function cocoRecords(data: unknown, path: string): DataRecord[] {
  const parsed = annotationsSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(`${path} is no COCO captions file: ${issue!.path.join('.')}: ${issue!.message}`);
  }
  const { images, annotations } = parsed.data;
  const captionsOf = new Map<string, string[]>(images.map((image) => [String(image.id), []]));
  for (const [index, { image_id, caption }] of annotations.entries()) {
    const captions = captionsOf.get(String(image_id));
    if (!captions)
      throw new UserError(`${path}, annotation ${index + 1}: there is no image ${JSON.stringify(image_id)}`);
    captions.push(caption);
  }
  const records = images.flatMap((image, index): DataRecord[] => {
    const captions = captionsOf.get(String(image.id))!;
    if (captions.length === 0) return [];
    const value = { id: image.id, image: image.file_name, captions };
    return [{ where: `${path}, image ${index + 1}`, number: index + 1, value }];
  });
  if (records.length === 0) throw new UserError(`${path} has no captions.`);
  return records;
}
