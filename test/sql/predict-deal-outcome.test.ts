import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { dealFeatures } from '../../contracts/gold/deal-features';

const FILE = join(__dirname, '..', '..', 'sql', 'gold', 'predict_deal_outcome.sql');

describe('gold.deal_win_probabilities', () => {
  it('gives the function the features in their order', () => {
    const text = readFileSync(join(dirname(FILE), 'deal_win_probabilities.sql'), 'utf8');
    const features = dealFeatures.columns.filter(({ type }) => type === 'DOUBLE');
    expect([...text.matchAll(/^ {8}features\.(\w+),?$/gm)].map(([, name]) => name)).toEqual(
      features.map(({ name }) => name),
    );
  });
});

describe('gold.predict_deal_outcome', () => {
  it('takes the features of gold.deal_features in their order, and sends each under its name', () => {
    const text = readFileSync(FILE, 'utf8');
    const features = dealFeatures.columns
      .filter(({ type }) => type === 'DOUBLE')
      .map(({ name }) => name);
    expect([...text.matchAll(/^ {4}(\w+) double,?$/gm)].map(([, name]) => name)).toEqual(features);
    const sent = [...text.matchAll(/^ {8}'(\w+)', (\w+),?$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(sent).toEqual(features.map((name) => [name, name]));
  });
});
