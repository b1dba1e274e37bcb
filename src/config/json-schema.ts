import { z } from 'zod';
import { configSchema } from './schema.ts';

/** JSON Schema of `.github/cegi.yml`, from the definition that checks it, so that editors complete it. */
export function jsonSchema(): object {
  return { title: 'CEGI carbon check', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
