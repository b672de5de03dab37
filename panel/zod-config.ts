import { z } from "zod";

// The page's policy forbids eval; zod would probe for it once and leave a violation report. Import before any schema.
z.config({ jitless: true });
