/**
 * What SQLite's `unicode61` tokenizer thinks of every code point: data only.
 *
 * Pure. Read out of SQLite 3.53.4's FTS5 by indexing each code point alone and between two letters
 * (`tokenize="unicode61 remove_diacritics 0 tokenchars '_'"`); tokens.test.ts asks the bundled SQLite again and compares.
 * Source: SQLite ext/fts5/fts5_unicode2.c (its own Unicode tables, older than the JavaScript engine's, so `\p{L}` and
 * `toLowerCase` would differ: SQLite takes unassigned code points as letters and folds `ς` to `σ`).
 */

/** Runs from U+0000 up: length in base 36, then S (separates), T (token character), D (goes on in a token, never begins one). */
export const CLASS_RUNS =
  '1cSaT7SqT4S1T1SqT1bS1T7S2T1S1T3S2T1S3T1SnT1SvT1ScqT4ScTeS5T7S1T1S1ThS5D1S7D2S1D1S1D9S1D7S6D4S2D1S2D1qS5T1S8T1S' +
  '5T2S1T1S32T1S3vT8S5sT6S15T2S4T1S1T1jS17T2SbT5S1TmS2T2S17TlSaT4S2T1S2rT1S1TfS2T7SfT2S1TeS1T1S1T1SuTrS2jTbS1mT9S' +
  '2T4SsT4S1T9S1T3S1T5S2TfSqT3S2T1S3pTrS1T4S1iT3S1TiS1T7SaT4SaT1SgT3S1kT1S1T7S2T2S2T3S9T1SaT2SeT2S6T2S5T3S1kT1S1T' +
  '5S4T2S2T3S3T1SuT2S3T1SbT3S1kT1S1T8S1T3S1T3SkT2ScT2SfT3S1kT1S1T7S2T2S2T3S8T2SaT2ScT1ShT1S1nT5S3T3S1T4S9T1SrT8S6' +
  'T3S1mT7S1T3S1T4S7T2SbT2SrT1S2T2S1kT1S1T7S1T3S1T4S7T2SbT2SuT2S1mT7S1T3S1T4S9T1SaT2SlT1S8T2S1yT1S4T6S1T1S1T8SiT3' +
  'S1oT1S2T7S4T1S7T9SaT2S2dT1S2T6S1T2SbT6S1fTvSkTcS1dTnS5TbS1T10S1TfS1TdS28TkSbT6S6T4S4T3S1T3S2T7S3T4SdTcS1T1SaT6' +
  'S2jT1SgxTcS13TaS2uT1Sh8T2ShT1SqT2S26T3S10T3StT5SrT2SuT2S1sTzS1T4S1T1SyTfS4aT1S3aTcS4TcS4T1S3T2S2yThS7T2SkTySnT' +
  '5S2T2S1hTaS1TtS2T1SwT7S1T6S2aT5S1bThSlTzS3T3SuTdS1kTeS8T4S10TkS3T5S1qT2S1sT8S8TpS4T1S4T3S5nT13SlT4ScdT1S1T3SbT' +
  '3SdT3SdT3SdT2S1T2tS5T6SaT5SbT5ShTqSmTxSfT2S1T4S1T2SaT1S1T3S5T6S1T1S1T1S1T1S4T1SbT2S4T5S5T4S1T1S1sTh0ScT13SpTbS' +
  '29T26SmTe8S1T39SuTqhS3TaSazT6S4T3S7T4S1T2S34T1SeT1S2oT27S1TcS1wTqS1T2hScT5ySqTcS4T5S3TpS9T7S5T2S5T3S2hT4S3T1S2' +
  'iT1S44T2S4TaSwT10SsTvSbTuS8T1SfTwSaT13SfT1rS1T74S534T1sSh3kT1jS1jT2S7hT3S2nTgSwT1S28T8S8TnS9T2S2vT2S3bT1S3T1S4' +
  'T1SnT9SaT4S1mT4S8T2S1eThS9T2SgTiS6T3S17TaSnTdSbT1SwT4S1bTrSgT2S21TeScT1S8T2SeT4SnT3S1T1S1gT1S1T3S2T2S5T2S1T1Ss' +
  'T2SbT7S3T2S6kTbS8peT1kwS5cuT1SaT1S3sTgSakT2S58T2S2TqS6T7S9TzS1TjS1T4S43T1S1TfSaT7SqT6SqTbS3eT7S1T7SaT7S74T3S1g' +
  'T9S1lThS6TcS1gT1aSblT1S1cT1Sw6T1S5jT1SvT1S5dT3S1T2S5T4S14T3S4T1SgT9S12T1S55T7SxsT3S1hTmS1eT3S19TiS1qT3S10TeSbT' +
  '4S1oT3S1cTeS4T4SyqTdS2pkT4SesdT1aSgT4Sj1pT6uSaT13S2T51SyT1yS56T2fSoaT1SpT1SvT1SpT1SvT1SpT1SvT1SpT1SvT1SpT1S4ks' +
  'T2S7iT18S4T2sScTfS2TeS2TfS1TfS1cTvS1T1oS4T17S23TtSdT17S5T9S7T2S4uTxSfT6S1T1yS3TkScT11S1T5SlThSfT1rS1T1S1T52S1T' +
  '4S3T1qS2T4ScToS43T1yS4TbS1cT1yS1mT38Sgwi5T1SuT2oS3kT6oS47bkT';

/** Folding outside ASCII: first code point, `.` step 1 or `/` step 2, count, then the distance to the folded one; base 36. */
export const FOLD_RUNS =
  '51.1+lj 5c.n+w 60.7+w 74/o+1 8i/3+1 8p/8+1 96/n+1 ag.1-3d ah/3+1 an.1-7g ap.1+5u aq/2+1 au.1+5q av.1+1 ax.2+5p' +
  ' az.1+1 b2.1+27 b3.1+5m b4.1+5n b5.1+1 b7.1+5p b8.1+5r ba.1+5v bb.1+5t bc.1+1 bg.1+5v bh.1+5x bj.1+5y bk/3+1 b' +
  'q.1+62 br.1+1 bt.1+62 bw.1+1 by.1+62 bz.1+1 c1.2+61 c3/2+1 c7.1+63 c8.1+1 cc.1+1 ck.1+2 cl.1+1 cn.1+2 co.1+1 c' +
  'q.1+2 cr/9+1 da/9+1 dt.1+2 du/2+1 dy.1-2p dz.1-1k e0/k+1 f4.1-3m f6/9+1 fu.1+8bv fv.1+1 fx.1-4j fy.1+8bs g1.1+' +
  '1 g3.1-5f g4.1+1x g5.1+1z g6/5+1 og/2+1 om.1+1 p2.1+12 p4.3+11 p8.1+1s pa.2+1r pd.h+w pv.9+w qq.1+1 r3.1+8 r4.' +
  '1-u r5.1-p r9.1-f ra.1-m rc/c+1 s0.1-1i s1.1-1c s4.1-1o s5.1-1s s7.1+1 s9.1-7 sa.1+1 sd.3-3m sg.g+28 sw.w+w v4' +
  '/h+1 wa/r+1 xs.1+f xt/7+1 y8/18+1 10x.12+1c 3a8.12+5ls 3bb.1+5ls 3bh.1+5ls 5xc/23+1 61n.1-1m 61q.1-5vj 61s/1c+' +
  '1 64o.8-8 654.6-8 65k.8-8 660.8-8 66g.6-8 66x/4-8 67c.8-8 688.8-8 68o.8-8 694.8-8 69k.2-8 69m.2-22 69o.1-9 69q' +
  '.1-5j9 6a0.4-2e 6a4.1-9 6ag.2-8 6ai.2-2s 6aw.2-8 6ay.2-34 6b0.1-7 6bc.2-3k 6be.2-3i 6bg.1-9 6jq.1-5st 6ju.1-6g' +
  'v 6jv.1-6di 6k2.1+s 6lc.g+g 6mb.1+1 8ow.1b+1c 8rk.1+1 8rm.1-8af 8rn.1-2xy 8ro.1-89z 8rr/3+1 8rx.1-8bg 8ry.1-8a' +
  'l 8rz.1-8bj 8s0.1-8bi 8s2.1+1 8s5.1+1 8se.2-8cf 8sg/1e+1 8vf/2+1 8vm.1+1 wu8/n+1 ww0/c+1 x0i/7+1 x0y/v+1 x2x/2' +
  '+1 x31.1-r9g x32/5+1 x3f.1+1 x3h.1-wmg x3k/2+1 x40/5+1 x4a.1-wn8 1ee9.q+w 1fcw.14+14';
