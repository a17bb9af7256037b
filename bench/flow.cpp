// Generates the reference order flow (see README.md in this folder). Own code, plain C++17.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>
struct Rec { uint32_t oid, price, qty; uint16_t sym; uint8_t op, side; };
#include <map>
#include <list>
#include <cmath>
struct Rng{ uint64_t s; uint64_t next(){ uint64_t z=(s+=0x9E3779B97F4A7C15ull); z=(z^(z>>30))*0xBF58476D1CE4E5B9ull; z=(z^(z>>27))*0x94D049BB133111EBull; return z^(z>>31);} double u(){return (next()>>11)*(1.0/9007199254740992.0);} uint64_t below(uint64_t n){return next()%n;} };
struct O{uint32_t oid,qty;}; 
struct Book{ std::map<uint32_t,std::list<O>> side[2]; std::vector<uint32_t> live; };
int main(int c,char**v){ uint64_t N=atoll(v[1]); uint32_t S=atoi(v[2]); double target=atof(v[3]); const char* out=v[4]; Rng g{42};
 std::vector<Book> b(S); struct Loc{std::list<O>::iterator it; uint32_t price; uint32_t livepos; uint8_t side; bool alive;}; std::vector<Loc> loc(1);
 std::vector<Rec> R; R.reserve(N); uint64_t trades=0,tq=0,tv=0; uint64_t cnt[3]={0,0,0}; double sumlive=0; uint64_t sumlev=0,samp=0, maxlev=0; uint32_t pmin=~0u,pmax=0;
 auto rmlive=[&](Book&B,uint32_t oid){ auto p=loc[oid].livepos; uint32_t last=B.live.back(); B.live[p]=last; loc[last].livepos=p; B.live.pop_back(); loc[oid].alive=false; };
 for(uint64_t i=0;i<N;i++){ uint32_t s=S==1?0:g.below(S); Book&B=b[s]; uint32_t k=g.below(100); auto&bid=B.side[0];auto&ask=B.side[1];
  uint32_t bb=bid.empty()?0:bid.rbegin()->first, ba=ask.empty()?0:ask.begin()->first; uint32_t mid= bb&&ba?(bb+ba)/2: bb?bb+1: ba?ba-1:30000;
  if(k>=60&&k<90&&!B.live.empty()){ uint32_t oid=B.live[g.below(B.live.size())]; Loc&L=loc[oid]; R.push_back({oid,L.price,0,(uint16_t)s,1,L.side}); auto&lv=B.side[L.side]; auto f=lv.find(L.price); f->second.erase(L.it); if(f->second.empty())lv.erase(f); rmlive(B,oid); cnt[1]++; }
  else { bool mk=k>=90; uint8_t sd=g.below(2); if(mk){ double d=((double)mid-30000)/5000; double pb=0.5-0.25*std::max(-1.0,std::min(1.0,d)); sd=g.u()<pb?0:1; }
   uint32_t price,qty; if(!mk||B.side[1-sd].empty()){ mk=false; double mean=g.below(2)?4:64; uint32_t off=(uint32_t)std::min(400.0,-mean*std::log(1-g.u())); if(sd==0) price=(ba?ba-1:mid)-off; else price=(bb?bb+1:mid)+off; qty=1+g.below(100); }
   else { price= sd==0? ba+20: bb-20; double f=B.live.size()/target; if(f>5)f=5; if(f<0.2)f=0.2; qty=1+g.below((uint64_t)(300*f)+1); }
   uint32_t oid=loc.size(); loc.push_back({}); R.push_back({oid,price,qty,(uint16_t)s,0,sd}); cnt[mk?2:0]++; pmin=std::min(pmin,price);pmax=std::max(pmax,price);
   uint32_t rem=qty; auto&op=B.side[1-sd]; while(rem&&!op.empty()){ auto it= sd==0? op.begin(): std::prev(op.end()); if(sd==0? it->first>price: it->first<price)break; auto&q=it->second; while(rem&&!q.empty()){ O&o=q.front(); uint32_t x=std::min(o.qty,rem); trades++; tq+=x; tv+=(uint64_t)x*it->first; o.qty-=x; rem-=x; if(!o.qty){ rmlive(B,o.oid); q.pop_front(); } } if(q.empty())op.erase(it); }
   if(rem){ auto&q=B.side[sd][price]; q.push_back({oid,rem}); loc[oid]={std::prev(q.end()),price,(uint32_t)B.live.size(),sd,true}; B.live.push_back(oid);} }
  if(i%1000==0){ sumlive+=B.live.size(); uint64_t l=bid.size()+ask.size(); sumlev+=l; maxlev=std::max(maxlev,l); samp++; }
 }
 FILE*f=fopen(out,"wb"); uint64_t h[6]={N,S,trades,tq,tv,loc.size()-1}; fwrite(h,8,6,f); fwrite(R.data(),sizeof(Rec),R.size(),f); fclose(f);
 uint64_t fl=0; for(auto&B:b)fl+=B.live.size();
 printf("ops %lu syms %u adds %lu cancels %lu marketable %lu trades %lu tqty %lu tval %lu maxoid %lu price[%u,%u] avg live/sym %.0f avg levels/sym %.1f max %lu final live %lu\n",N,S,cnt[0],cnt[1],cnt[2],trades,tq,tv,loc.size()-1,pmin,pmax,sumlive/samp,(double)sumlev/samp,maxlev,fl); }
