import type { Tool } from '../tool.ts';
import { businessFacts } from './business-facts.ts';
import { customerDetails } from './customer-details.ts';
import { handOverTool } from './hand-over.ts';
import { listServicesTool } from './list-services.ts';
import { searchKnowledge } from './search-knowledge.ts';

/** Everything that the assistant may do. What is not here it cannot do, whatever it is told. */
export const tools: readonly Tool[] = [businessFacts, listServicesTool, customerDetails, searchKnowledge, handOverTool];
