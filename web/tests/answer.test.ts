import { describe, expect, it } from 'vitest';
import { tell, type Words } from '../src/checklist/answer';
import { pick, type Item } from '../src/checklist/document';
import { zhCN } from '../src/i18n/zh-CN';

const words: Words = {
  language: 'zh-CN',
  joint: '、',
  word: (name) =>
    name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], zhCN.answer) as string,
};

function item(type: string, keys: Partial<Item> = {}): Item {
  return { code: 'A1', type, text: { 'zh-CN': '项', en: 'item' }, ...keys };
}

const label = (text: string) => ({ text: { 'zh-CN': text } });

describe('an answer in words', () => {
  it('is yes or no for what was seen or not', () => {
    expect(tell(item('binary'), { v: 'yes' }, words).text).toBe('是');
    expect(tell(item('penalty'), { v: 'no' }, words).text).toBe('否');
  });

  it('lists labels in the order of the checklist, not of the ticking', () => {
    const elements = { contact: label('联系方式'), mileage: label('行驶里程'), model: label('车型') };

    const told = tell(item('multi_earn', { elements }), { v: ['model', 'contact'] }, words);

    expect(told.text).toBe('联系方式、车型');
  });

  it('says so where nothing was ticked', () => {
    const choices = { one: label('一') };

    expect(tell(item('multi_deduct', { faults: choices }), { v: [] }, words).text).toBe('没有发现问题');
    expect(tell(item('multi_earn', { elements: choices }), { v: [] }, words).text).toBe('一项都没有');
  });

  it('carries its unit', () => {
    expect(tell(item('numeric_bands', { unit: 'min' }), { v: '2.5' }, words).text).toBe('2.5 分钟');
    expect(tell(item('numeric_bands', { unit: 'km' }), { v: '2' }, words).text).toBe('2 km');
    expect(tell(item('rating', { high: '10' }), { v: '8' }, words).text).toBe('8 / 10');
  });

  it('tells apart not applicable, never happened, missing and photos alone', () => {
    const asked = item('numeric_linear');

    expect(tell(asked, { na: true, reason: 'no_contact' }, words)).toEqual({
      kind: 'not_applicable',
      text: '不适用：没有联系上',
    });
    expect(tell(asked, { none: true }, words)).toEqual({ kind: 'never_happened', text: '未发生' });
    expect(tell(asked, undefined, words)).toEqual({ kind: 'missing', text: '未答' });
    expect(tell(item('observe'), { photos: ['p'] }, words).text).toBe('见所附照片');
  });
});

describe('a text of the checklist', () => {
  it("comes in the reader's language, then Chinese, then any, never blank", () => {
    expect(pick({ 'zh-CN': '中', en: 'E' }, 'en')).toBe('E');
    expect(pick({ 'zh-CN': '中' }, 'en')).toBe('中');
    expect(pick({ de: 'D', en: '' }, 'zh-CN')).toBe('D');
  });
});
