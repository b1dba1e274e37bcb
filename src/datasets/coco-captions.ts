import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isObject } from './jsonl.ts';
import type { DataRecord, LeftOut } from './records.ts';
import { shown } from './shown.ts';

const id = z.union([z.int(), z.string()]);
const annotationsSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string() })).min(1),
  annotations: z.array(z.object({ image_id: id, caption: z.string() })),
});

/** Whether JSON looks like COCO's. */
export function isCoco(data: unknown): boolean {
  if (!isObject(data) || !Array.isArray(data.images) || !Array.isArray(data.annotations)) return false;
  const [image] = data.images as unknown[];
  return isObject(image) && Object.hasOwn(image, 'file_name');
}

/**
 * Records of COCO's captions: one an image that has captions, with all of them; an image without any is left out.
 * Source: cocodataset.org, "Data format".
 *
 * @throws UserError where the file is of another form, a caption is of an image that is not there, or two images share
 * an id.
 */
export function cocoRecords(data: unknown, path: string): { records: DataRecord[]; leftOut: LeftOut[] } {
  const parsed = annotationsSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `;
    throw new UserError(`${path} is no COCO captions file: ${at}${issue!.message}`);
  }
  const { images, annotations } = parsed.data;
  const captionsOf = new Map<string, string[]>();
  for (const [index, image] of images.entries()) {
    if (captionsOf.has(String(image.id)))
      throw new UserError(
        `${path}, image ${index + 1}: the id ${shown(image.id)} is that of another image too`,
      );
    captionsOf.set(String(image.id), []);
  }
  for (const [index, { image_id, caption }] of annotations.entries()) {
    const captions = captionsOf.get(String(image_id));
    if (!captions)
      throw new UserError(`${path}, annotation ${index + 1}: there is no image ${shown(image_id)}`);
    captions.push(caption);
  }
  const records: DataRecord[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, image] of images.entries()) {
    const captions = captionsOf.get(String(image.id))!;
    const value = { id: image.id, image: image.file_name, captions };
    if (captions.length === 0) leftOut.push({ id: String(image.id), reason: 'the picture has no captions' });
    else records.push({ where: `${path}, image ${index + 1}`, number: index + 1, value });
  }
  if (records.length === 0) throw new UserError(`${path} has no captions.`);
  return { records, leftOut };
}
