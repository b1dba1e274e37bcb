import { config } from 'zod';

// The page's policy forbids code made of text; zod would try it, and the browser would report that.
config({ jitless: true });
