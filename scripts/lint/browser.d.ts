/* The data that scripts get from elsewhere: answers of Pagefind, and what the build writes for them. */

interface PagefindOptions {
  filters?: Record<string, string>;
  sort?: Record<string, "asc" | "desc">;
}

interface PagefindSection {
  url: string;
  title: string;
  excerpt: string;
  weighted_locations: { balanced_score: number }[];
}

interface PagefindPage {
  url: string;
  content: string;
  excerpt: string;
  meta: Record<string, string>;
  sub_results: PagefindSection[];
}

interface PagefindResult {
  id: string;
  score: number;
  data(): Promise<PagefindPage>;
}

interface PagefindAnswer {
  results: PagefindResult[];
  filters: Record<string, Record<string, number>>;
}

interface Pagefind {
  search(query: string, options?: PagefindOptions): Promise<PagefindAnswer>;
  filters(): Promise<unknown>;
}

/** data/synonyms.json, as `search_words` in downloads/search_words.py writes it. */
interface Words {
  same: string[][];
  near: Record<string, string>;
  names: string[];
  fold: Record<string, string>;
  letters: Record<string, string>;
}

/** The attributes of the template in partials/search-modal.html. */
interface SearchSettings extends DOMStringMap {
  base: string;
  every: string;
  group: string;
  listed: string;
  kinds: string;
  headings: string;
}
